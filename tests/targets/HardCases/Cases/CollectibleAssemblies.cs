using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace HardCases.Cases;

/// <summary>Code that is loaded, run and unloaded, so that its addresses are used again.</summary>
internal sealed class CollectibleAssemblies : ICase
{
    private static readonly byte[] s_image = BuildImage();
    private static int s_loads;

    public string Name => "collectible-assemblies";

    public void Run()
    {
        LoadAndRun();
        RunAndCollect();
        if (Interlocked.Increment(ref s_loads) % 10 == 0)
        {
            GC.Collect();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LoadAndRun()
    {
        var context = new AssemblyLoadContext("hard case", isCollectible: true);
        Assembly assembly = context.LoadFromStream(new MemoryStream(s_image));
        var sum = assembly.GetType("Plugin")!.GetMethod("Sum")!.CreateDelegate<Func<int, long>>();
        for (int i = 0; i < 40; i++)
        {
            Check.Equal(Name, 499_500L, sum(1000));
        }
        context.Unload();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunAndCollect()
    {
        AssemblyBuilder assembly =
            AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Collected"), AssemblyBuilderAccess.RunAndCollect);
        Type type = Define(assembly.DefineDynamicModule("Collected"));
        var sum = type.GetMethod("Sum")!.CreateDelegate<Func<int, long>>();
        Check.Equal(Name, 4950L, sum(100));
    }

    private static byte[] BuildImage()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Plugin"), typeof(object).Assembly);
        Define(assembly.DefineDynamicModule("Plugin"));
        var image = new MemoryStream();
        assembly.Save(image);
        return image.ToArray();
    }

    // static long Sum(int n) { long sum = 0; while (n > 0) { n -= 1; sum = Add(sum, n); } return sum; }
    private static Type Define(ModuleBuilder module)
    {
        TypeBuilder type = module.DefineType("Plugin", TypeAttributes.Public);
        MethodBuilder add = type.DefineMethod(
            "Add", MethodAttributes.Public | MethodAttributes.Static, typeof(long), [typeof(long), typeof(int)]);
        add.SetImplementationFlags(MethodImplAttributes.NoInlining);
        ILGenerator il = add.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ret);

        MethodBuilder sum = type.DefineMethod(
            "Sum", MethodAttributes.Public | MethodAttributes.Static, typeof(long), [typeof(int)]);
        il = sum.GetILGenerator();
        LocalBuilder total = il.DeclareLocal(typeof(long));
        Label test = il.DefineLabel();
        Label body = il.DefineLabel();
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Starg_S, (byte)0);
        il.Emit(OpCodes.Ldloc, total);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, add);
        il.Emit(OpCodes.Stloc, total);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brtrue, body);
        il.Emit(OpCodes.Ldloc, total);
        il.Emit(OpCodes.Ret);
        return type.CreateType();
    }
}
