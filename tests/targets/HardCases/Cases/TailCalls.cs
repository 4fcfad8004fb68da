using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Frames that are replaced by their callee's: by the JIT's choice, and by the tail. prefix.</summary>
internal sealed class TailCalls : ICase
{
    private static readonly Func<int, long, long> s_explicit = Build();

    public string Name => "tail-calls";

    public void Run()
    {
        for (int i = 0; i < 100; i++)
        {
            Check.Equal(Name, 500_500L, Even(1000, 0));
            Check.Equal(Name, 500_500L, s_explicit(1000, 0));
            Check.Equal(Name, 28L, ManyArguments(7, 0, 1, 2, 3, 4, 5, 6));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Even(int n, long sum) => n == 0 ? sum : Odd(n - 1, sum + n);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Odd(int n, long sum) => n == 0 ? sum : Even(n - 1, sum + n);

    // More arguments than registers, so that the caller's argument area is used again.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long ManyArguments(int n, long a, long b, long c, long d, long e, long f, long g) =>
        n == 0 ? a + b + c + d + e + f + g : ManyArguments(n - 1, b + 1, c, d, e, f, g, a);

    private static Func<int, long, long> Build()
    {
        var method = new DynamicMethod("TailSum", typeof(long), [typeof(int), typeof(long)], typeof(TailCalls).Module);
        ILGenerator il = method.GetILGenerator();
        Label more = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brtrue, more);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(more);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Tailcall);
        il.Emit(OpCodes.Call, method);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int, long, long>>();
    }
}
