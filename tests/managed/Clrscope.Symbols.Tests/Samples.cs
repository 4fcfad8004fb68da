#pragma warning disable CA1822, CA1716 // The methods are here for their signatures and names.

using System.Collections;

namespace Clrscope.Symbols.Tests.Samples;

/// <summary>Methods whose names <see cref="MethodNameTests"/> checks.</summary>
public class Plain
{
    public Plain()
    {
    }

    public Plain(int value) => Value = value;

    public int Value { get; set; }

    public int this[int row, string column] => row + column.Length;

    public static Plain operator +(Plain left, Plain right) => new(left.Value + right.Value);

    public static explicit operator int(Plain plain) => plain.Value;

    public void Nothing()
    {
    }

    public void Primitives(bool a, byte b, sbyte c, char d, short e, ushort f, int g, uint h, long i, ulong j)
    {
    }

    public void MorePrimitives(float a, double b, decimal c, string d, object e, nint f, nuint g, TypedReference h)
    {
    }

    public void Modifiers(ref int a, out string b, in decimal c, ref readonly long d) => b = "";

    public void Arrays(int[] a, string[,] b, int[][] c, int[][,] d, int[,,][] e)
    {
    }

    public unsafe void Pointers(int* a, void** b, byte*[] c, ref char* d)
    {
    }

    public unsafe void FunctionPointers(
        delegate*<void> a, delegate*<int, ref string, object> b, delegate* unmanaged<int, int> c,
        delegate* unmanaged[Cdecl]<byte*, void> d)
    {
    }

    public void Params(string format, params object[] arguments)
    {
    }

    public void ParamsSpan(params ReadOnlySpan<int> values)
    {
    }

    public void VariableArguments(int first, __arglist)
    {
    }

    public void OnlyVariableArguments(__arglist)
    {
    }

    public void Constructed(List<string> a, Dictionary<int, List<Guid[]>> b, int? c, (int, string) d)
    {
    }

    public void NestedConstructed(
        Dictionary<string, int>.Enumerator a, Outer<int>.Inner<string> b, Outer<int>.Simple c,
        Outer<Outer<byte>.Simple>.Simple[] d)
    {
    }

    public T Generic<T, TResult>(T a, TResult[] b, Func<T, TResult> c) => a;

    public async Task<int> Async(string text)
    {
        await Task.Yield();
        return text.Length;
    }

    public IEnumerable<int> Iterator()
    {
        yield return Value;
    }

    public Func<int, int> Lambda() => x => x + 1;
}

public class Outer<T>
{
    public void Method(T value, T[] values)
    {
    }

    public class Simple
    {
        public void Method(T value)
        {
        }
    }

    public class Inner<TInner>
    {
        public Inner(T outer, TInner inner)
        {
        }

        public void Method<TMethod>(T outer, TInner inner, TMethod method)
        {
        }

        public struct Leaf
        {
            public readonly void Method(Leaf other)
            {
            }
        }
    }
}

public sealed class Explicit<T> : IEnumerable<T>, IDisposable
{
    void IDisposable.Dispose()
    {
    }

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException();
}

public static class WithStatic
{
    public static readonly int Value = Environment.ProcessId;

    static WithStatic()
    {
    }
}

public interface IWithDefault
{
    void Default(in Guid value)
    {
    }

    abstract void Abstract(in Guid value);
}
