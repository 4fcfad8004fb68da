using System.Reflection.Emit;

namespace HardCases.Cases;

/// <summary>Methods without metadata, made, run and collected.</summary>
internal sealed class DynamicMethods : ICase
{
    public string Name => "dynamic-methods";

    public void Run()
    {
        Func<int, int> polynomial = Build(3);
        long sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            sum += polynomial(i % 10);
        }
        // x*x + 3 over the digits: 285 + 30 for each ten.
        Check.Equal(Name, 2000L * 315, sum);
    }

    private static Func<int, int> Build(int constant)
    {
        var method = new DynamicMethod("Polynomial", typeof(int), [typeof(int)], typeof(DynamicMethods).Module, true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, ((Func<int, int>)Square).Method);
        il.Emit(OpCodes.Ldc_I4, constant);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int, int>>();
    }

    private static int Square(int x) => x * x;
}
