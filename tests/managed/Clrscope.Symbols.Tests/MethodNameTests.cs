using System.Reflection;
using Clrscope.Symbols.Tests.Samples;

namespace Clrscope.Symbols.Tests;

public sealed class MethodNameTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const string Samples = "Clrscope.Symbols.Tests.Samples.";

    [Theory]
    [InlineData(typeof(Plain), "Nothing", "Plain.Nothing()")]
    [InlineData(typeof(Plain), "Primitives",
        "Plain.Primitives(bool, byte, sbyte, char, short, ushort, int, uint, long, ulong)")]
    [InlineData(typeof(Plain), "MorePrimitives",
        "Plain.MorePrimitives(float, double, decimal, string, object, nint, nuint, TypedReference)")]
    [InlineData(typeof(Plain), "Modifiers", "Plain.Modifiers(ref int, out string, in decimal, in long)")]
    [InlineData(typeof(Plain), "Arrays", "Plain.Arrays(int[], string[,], int[][], int[][,], int[,,][])")]
    [InlineData(typeof(Plain), "Pointers", "Plain.Pointers(int*, void**, byte*[], ref char*)")]
    [InlineData(typeof(Plain), "FunctionPointers",
        "Plain.FunctionPointers(delegate*<void>, delegate*<int, ref string, object>, delegate* unmanaged<int, int>, " +
        "delegate* unmanaged[Cdecl]<byte*, void>)")]
    [InlineData(typeof(Plain), "Params", "Plain.Params(string, params object[])")]
    [InlineData(typeof(Plain), "ParamsSpan", "Plain.ParamsSpan(params ReadOnlySpan<int>)")]
    [InlineData(typeof(Plain), "VariableArguments", "Plain.VariableArguments(int, __arglist)")]
    [InlineData(typeof(Plain), "OnlyVariableArguments", "Plain.OnlyVariableArguments(__arglist)")]
    [InlineData(typeof(Plain), "Constructed",
        "Plain.Constructed(List<string>, Dictionary<int, List<Guid[]>>, int?, (int, string))")]
    [InlineData(typeof(Plain), "NestedConstructed",
        "Plain.NestedConstructed(Dictionary<string, int>.Enumerator, Outer<int>.Inner<string>, Outer<int>.Simple, " +
        "Outer<Outer<byte>.Simple>.Simple[])")]
    [InlineData(typeof(Plain), "Generic", "Plain.Generic<T, TResult>(T, TResult[], Func<T, TResult>)")]
    [InlineData(typeof(Plain), "get_Item", "Plain.this[int, string].get")]
    [InlineData(typeof(Plain), "set_Value", "Plain.Value.set")]
    [InlineData(typeof(Plain), "op_Addition", "Plain.operator +(Plain, Plain)")]
    [InlineData(typeof(Plain), "op_Explicit", "Plain.explicit operator int(Plain)")]
    [InlineData(typeof(Outer<>), "Method", "Outer<T>.Method(T, T[])")]
    [InlineData(typeof(Outer<>.Simple), "Method", "Outer<T>.Simple.Method(T)")]
    [InlineData(typeof(Outer<>.Inner<>), "Method", "Outer<T>.Inner<TInner>.Method<TMethod>(T, TInner, TMethod)")]
    [InlineData(typeof(Outer<>.Inner<>.Leaf), "Method", "Outer<T>.Inner<TInner>.Leaf.Method(Outer<T>.Inner<TInner>.Leaf)")]
    [InlineData(typeof(Explicit<>), "System.IDisposable.Dispose", "Explicit<T>.IDisposable.Dispose()")]
    [InlineData(typeof(Explicit<>), "System.Collections.Generic.IEnumerable<T>.GetEnumerator",
        "Explicit<T>.IEnumerable<T>.GetEnumerator()")]
    [InlineData(typeof(IWithDefault), "Default", "IWithDefault.Default(in Guid)")]
    [InlineData(typeof(IWithDefault), "Abstract", "IWithDefault.Abstract(in Guid)")]
    public void Is_written_like_CSharp(Type type, string method, string expected) =>
        Assert.Equal(Samples + expected, NameOf(type.GetMethod(method, All)!));

    [Fact]
    public void A_type_without_a_namespace_begins_the_name() =>
        Assert.Equal("WithoutNamespace.Run(WithoutNamespace)", NameOf(typeof(WithoutNamespace).GetMethod("Run", All)!));

    [Fact]
    public void Every_method_of_the_core_library_has_a_name()
    {
        Assembly core = typeof(object).Assembly;
        var symbols = new AssemblyUnderTest(core.Location, core.ManifestModule.ModuleVersionId);
        int methods = 0;

        for (string name = symbols.NameOf(0x06000001); !name.EndsWith($"!0x{0x06000001 + methods:X8}", StringComparison.Ordinal);
            name = symbols.NameOf(0x06000001 + (uint)methods))
        {
            Assert.DoesNotContain("(?)", name, StringComparison.Ordinal);
            Assert.DoesNotContain('`', name.Split('(')[^1]);
            methods++;
        }

        Assert.True(methods > 20_000, $"only {methods} methods have names");
    }

    private static string NameOf(MethodBase method)
    {
        Module module = method.Module;
        return new AssemblyUnderTest(module.Assembly.Location, module.ModuleVersionId).NameOf((uint)method.MetadataToken);
    }
}
