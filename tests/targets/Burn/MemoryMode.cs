using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Burn;

/// <summary>Code of assemblies that no file holds: loaded from bytes, or emitted, to stay or to be collected.</summary>
internal static class MemoryMode
{
    private delegate ulong Work(ulong state, int turns);

    private const int Turns = 200_000;

    public static int Run(Arguments arguments)
    {
        byte[] image = File.ReadAllBytes(typeof(MemoryMode).Assembly.Location);
        Work loaded = Of(Assembly.Load(image).GetType(typeof(FromBytes).FullName!)!);
        Work emitted = Of(Emit("Emitted", AssemblyBuilderAccess.Run));
        var deadline = new Deadline(arguments.Seconds);
        ulong state = 1;
        int rounds = 0;
        while (!deadline.Passed)
        {
            for (int i = 0; i < 20; i++)
            {
                state = emitted(loaded(state, Turns), Turns);
            }

            state = Collected(Emit("Collected", AssemblyBuilderAccess.RunAndCollect), state);
            state = Streamed(image, state);
            if (++rounds % 10 == 0)
            {
                GC.Collect();
            }
        }

        Spinner.Want(state);
        return Report.Print("memory", ("rounds", rounds));
    }

    private static Work Of(Type type) => type.GetMethod("Work")!.CreateDelegate<Work>();

    // Not inlined: a reference left in the caller's frame would keep the code alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Collected(Type type, ulong state) => Of(type)(state, 20 * Turns);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Streamed(byte[] image, ulong state)
    {
        var context = new AssemblyLoadContext("streamed", isCollectible: true);
        Assembly copy = context.LoadFromStream(new MemoryStream(image));
        state = Of(copy.GetType(typeof(FromStream<int>).GetGenericTypeDefinition().FullName!)!.MakeGenericType(typeof(int)))(state, 20 * Turns);
        context.Unload();
        return state;
    }

    /// <summary>A type NAME.Outer+Inner with a method <c>ulong Work(ulong, int)</c>.</summary>
    private static Type Emit(string name, AssemblyBuilderAccess access)
    {
        ModuleBuilder module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), access).DefineDynamicModule(name);
        TypeBuilder outer = module.DefineType($"{name}.Outer", TypeAttributes.Public);
        TypeBuilder inner = outer.DefineNestedType("Inner", TypeAttributes.NestedPublic);
        MethodBuilder work = inner.DefineMethod(
            "Work", MethodAttributes.Public | MethodAttributes.Static, typeof(ulong), [typeof(ulong), typeof(int)]);
        work.SetImplementationFlags(MethodImplAttributes.NoInlining | MethodImplAttributes.AggressiveOptimization);
        EmitTurns(work.GetILGenerator());
        outer.CreateType();
        return inner.CreateType();
    }

    // for (; turns != 0; turns--) { state ^= state << 13; state ^= state >> 7; state ^= state << 17; } return state;
    private static void EmitTurns(ILGenerator il)
    {
        Label test = il.DefineLabel();
        Label body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        foreach ((OpCode shift, int bits) in new[] { (OpCodes.Shl, 13), (OpCodes.Shr_Un, 7), (OpCodes.Shl, 17) })
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, bits);
            il.Emit(shift);
            il.Emit(OpCodes.Xor);
            il.Emit(OpCodes.Starg_S, (byte)0);
        }

        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Starg_S, (byte)1);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue, body);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ret);
    }
}

/// <summary>Runs in the copy of this assembly that was loaded from bytes.</summary>
public static class FromBytes
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static ulong Work(ulong state, int turns) => Spinner.Turn(state, turns);
}

/// <summary>Runs in the copies of this assembly that collectible contexts load from streams.</summary>
public static class FromStream<T>
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static ulong Work(ulong state, int turns) => Spinner.Turn(state, turns);
}
