using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Burn;

/// <summary>Keeps the JIT compiler busy with code that no file holds.</summary>
internal static class JitMode
{
    private const int Turns = 20_000;

    public static int Run(Arguments arguments)
    {
        var deadline = new Deadline(arguments.Seconds);
        ulong state = 1;
        int methods = 0;
        Type nested = typeof(int);
        while (!deadline.Passed)
        {
            state = Emitted(methods)(state);
            state = Compiled(methods)(state);
            // Every value type needs code of its own; after 8 levels the nesting starts over from another pair.
            nested = methods % 8 == 0 ? Leaf(methods / 8) : typeof(ValueTuple<>).MakeGenericType(nested);
            state = Instantiated(nested)(state);
            methods++;
        }

        Spinner.Want(state);
        return Report.Print("jit", ("dynamic", methods), ("expressions", methods), ("instantiations", methods));
    }

    private static Func<ulong, ulong> Emitted(int number)
    {
        var method = new DynamicMethod($"Emitted{number}", typeof(ulong), [typeof(ulong)]);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(JitMode).GetMethod(nameof(Turn), BindingFlags.NonPublic | BindingFlags.Static)!);
        il.Emit(OpCodes.Ldc_I8, (long)number);
        il.Emit(OpCodes.Xor);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<ulong, ulong>>();
    }

    private static Func<ulong, ulong> Compiled(int number)
    {
        ParameterExpression state = Expression.Parameter(typeof(ulong), "state");
        Expression turned = Expression.Call(typeof(JitMode), nameof(Turn), null, state);
        return Expression.Lambda<Func<ulong, ulong>>(Expression.Add(turned, Expression.Constant((ulong)number)), $"Compiled{number}", [state]).Compile();
    }

    private static Func<ulong, ulong> Instantiated(Type type) => typeof(JitMode)
        .GetMethod(nameof(Generic), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type)
        .CreateDelegate<Func<ulong, ulong>>();

    private static Type Leaf(int number)
    {
        Type[] leaves = [typeof(byte), typeof(short), typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal), typeof(Guid)];
        return typeof(ValueTuple<,>).MakeGenericType(leaves[number % leaves.Length], leaves[number / leaves.Length % leaves.Length]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Generic<T>(ulong state) => Turn(state) + (ulong)Unsafe.SizeOf<T>();

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Turn(ulong state) => Spinner.Turn(state, Turns);
}
