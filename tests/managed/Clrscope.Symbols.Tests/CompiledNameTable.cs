using System.Text.RegularExpressions;

namespace Clrscope.Symbols.Tests;

/// <summary>Source texts, and what their methods are to be called.</summary>
internal static partial class CompiledNameTable
{
    /// <summary>As old as the language version 7.3.</summary>
    public const string Source = """
        using System; using System.Collections; using System.Collections.Generic; using System.Threading.Tasks;
        namespace Shop
        {
            public class Cart : IEquatable<Cart>
            {
                private static readonly int Start = Environment.TickCount;
                private readonly Func<int> _field = () => 3;
                static Cart() { }
                public Cart() { }
                public Cart(int size) { Func<int> f = () => size; f(); }
                ~Cart() { }
                public int Name { get; set; }
                public string this[int row, string column] { get { return column; } set { } }
                public event EventHandler Changed { add { } remove { } }
                public static Cart operator +(Cart a, Cart b) { return a; }
                public static Cart operator -(Cart a) { return a; }
                public static bool operator true(Cart a) { return true; }
                public static bool operator false(Cart a) { return false; }
                public static implicit operator int(Cart a) { return 1; }
                public static explicit operator List<Cart>(Cart a) { return null; }
                public decimal Total(decimal discount) { return discount; }
                public async Task LoadAsync(int id) { await Task.Yield(); Action log = () => Console.Write(id); log(); }
                public async Task LoadAsync(string id) { await Task.Yield(); }
                public async Task<int> get_Raw() { await Task.Yield(); return 1; }
                public IEnumerable<int> Items(long count) { for (int i = 0; i < count; i++) { yield return i; } }
                bool IEquatable<Cart>.Equals(Cart other) { return true; }
                public int Outer(int seed)
                {
                    int Local(string s, int n) { return n + seed + s.Length; }
                    int Deeper() { int Deepest(byte b) { return b + seed; } return Deepest(1); }
                    int Plain(char c) { return c; }
                    async Task LocalAsync(int p) { await Task.Yield(); Console.Write(p + seed); }
                    IEnumerable<int> LocalItems(short p) { yield return seed + p; }
                    Func<int, int> outside = x => x + seed;
                    Func<int, Func<long, long>> nested = a => b => a + b + seed;
                    Func<ulong, Task> async = async u => { await Task.Yield(); };
                    LocalAsync(1); LocalItems(1); async(1);
                    Func<string, int, int> kept = Local;
                    Func<int> keptDeeper = Deeper;
                    return outside(1) + (int)nested(1)(2) + Plain('c') + kept("", 1) + keptDeeper();
                }
                public int Struct(int seed) { int Local(int n) { return n + seed; } return Local(1); }
                public int Lazy { get { Func<int> f = () => Name; return f(); } }
            }
            public class Box<T>
            {
                public void Put<U>(T item, U other) { }
                public async Task<U> WaitAsync<U>(T item, U other) { await Task.Yield(); return other; }
                public void Map<U>(U other) { Func<T, T> f = x => x; f(default(T)); }
                public class Lid<V> { public async Task Close(V v) { await Task.Yield(); } }
            }
            public struct Points : IEnumerable<int?>, IDisposable
            {
                void IDisposable.Dispose() { }
                IEnumerator<int?> IEnumerable<int?>.GetEnumerator() { yield return 1; }
                IEnumerator IEnumerable.GetEnumerator() { return null; }
                public void Take((int, string) pair, int? maybe, ref double d) { }
            }
            public interface IShape<T> { T Area { get; } T this[T i] { get; } event Action Moved; }
            public class Square : IShape<int>
            {
                int IShape<int>.Area { get { return 1; } }
                int IShape<int>.this[int i] { get { return i; } }
                event Action IShape<int>.Moved { add { } remove { } }
            }
        }
        public class Global { public class Nested { public void Run() { } } }
        """;

    public const string Expected = """
        Shop.Cart..cctor => Shop.Cart.static Cart()
        Shop.Cart..ctor => Shop.Cart.Cart()
        Shop.Cart..ctor => Shop.Cart.Cart(int)
        Shop.Cart.Finalize => Shop.Cart.~Cart()
        Shop.Cart.get_Name => Shop.Cart.Name.get
        Shop.Cart.set_Name => Shop.Cart.Name.set
        Shop.Cart.get_Item => Shop.Cart.this[int, string].get
        Shop.Cart.set_Item => Shop.Cart.this[int, string].set
        Shop.Cart.add_Changed => Shop.Cart.Changed.add
        Shop.Cart.remove_Changed => Shop.Cart.Changed.remove
        Shop.Cart.op_Addition => Shop.Cart.operator +(Cart, Cart)
        Shop.Cart.op_UnaryNegation => Shop.Cart.operator -(Cart)
        Shop.Cart.op_True => Shop.Cart.operator true(Cart)
        Shop.Cart.op_Implicit => Shop.Cart.implicit operator int(Cart)
        Shop.Cart.op_Explicit => Shop.Cart.explicit operator List<Cart>(Cart)
        Shop.Cart.Total => Shop.Cart.Total(decimal)
        Shop.Cart.LoadAsync => Shop.Cart.LoadAsync(int)
        Shop.Cart+<LoadAsync>d__0.MoveNext => Shop.Cart.LoadAsync(int) [async]
        Shop.Cart+<LoadAsync>d__0.MoveNext => Shop.Cart.LoadAsync(string) [async]
        Shop.Cart+<LoadAsync>d__0.SetStateMachine => Shop.Cart.LoadAsync.SetStateMachine(IAsyncStateMachine)
        Shop.Cart+<>c__DisplayClass0_0.<LoadAsync>b__0 => Shop.Cart.LoadAsync.lambda()
        Shop.Cart.get_Raw => Shop.Cart.get_Raw()
        Shop.Cart+<get_Raw>d__0.MoveNext => Shop.Cart.get_Raw() [async]
        Shop.Cart.Items => Shop.Cart.Items(long)
        Shop.Cart+<Items>d__0.MoveNext => Shop.Cart.Items(long) [iterator]
        Shop.Cart+<Items>d__0.System.Collections.Generic.IEnumerator<System.Int32>.get_Current => Shop.Cart.Items.IEnumerator<int>.Current.get
        Shop.Cart.System.IEquatable<Shop.Cart>.Equals => Shop.Cart.IEquatable<Cart>.Equals(Cart)
        Shop.Cart+<>c.<.ctor>b__0_0 => Shop.Cart.Cart.lambda()
        Shop.Cart+<>c__DisplayClass0_0.<.ctor>b__0 => Shop.Cart.Cart.lambda()
        Shop.Cart+<>c__DisplayClass0_0.<Outer>g__Local|0 => Shop.Cart.Outer.Local(string, int)
        Shop.Cart+<>c__DisplayClass0_0.<Outer>g__Deeper|0 => Shop.Cart.Outer.Deeper()
        Shop.Cart+<>c__DisplayClass0_0.<Outer>g__Deepest|0 => Shop.Cart.Outer.Deepest(byte)
        Shop.Cart.<Outer>g__Plain|0_0 => Shop.Cart.Outer.Plain(char)
        Shop.Cart+<>c__DisplayClass0_0+<<Outer>g__LocalAsync|0>d.MoveNext => Shop.Cart.Outer.LocalAsync(int) [async]
        Shop.Cart+<>c__DisplayClass0_0+<<Outer>g__LocalItems|0>d.MoveNext => Shop.Cart.Outer.LocalItems(short) [iterator]
        Shop.Cart+<>c__DisplayClass0_0.<Outer>b__0 => Shop.Cart.Outer.lambda(int)
        Shop.Cart+<>c__DisplayClass0_0.<Outer>b__0 => Shop.Cart.Outer.lambda(long)
        Shop.Cart+<>c+<<Outer>b__0_0>d.MoveNext => Shop.Cart.Outer.lambda(ulong) [async]
        Shop.Cart.<Struct>g__Local|0_0 => Shop.Cart.Struct.Local(int)
        Shop.Cart.<get_Lazy>b__0_0 => Shop.Cart.Lazy.get.lambda()
        Shop.Box`1.Put => Shop.Box<T>.Put<U>(T, U)
        Shop.Box`1+<WaitAsync>d__0`1.MoveNext => Shop.Box<T>.WaitAsync<U>(T, U) [async]
        Shop.Box`1+<>c__0`1.<Map>b__0_0 => Shop.Box<T>.Map<U>.lambda(T)
        Shop.Box`1+Lid`1+<Close>d__0.MoveNext => Shop.Box<T>.Lid<V>.Close(V) [async]
        Shop.Points.System.IDisposable.Dispose => Shop.Points.IDisposable.Dispose()
        Shop.Points.System.Collections.Generic.IEnumerable<System.Int32?>.GetEnumerator => Shop.Points.IEnumerable<int?>.GetEnumerator()
        Shop.Points+<System-Collections-Generic-IEnumerable<System-Int32?>-GetEnumerator>d__0.MoveNext => Shop.Points.IEnumerable<int?>.GetEnumerator() [iterator]
        Shop.Points.Take => Shop.Points.Take((int, string), int?, ref double)
        Shop.Square.Shop.IShape<System.Int32>.get_Area => Shop.Square.IShape<int>.Area.get
        Shop.Square.Shop.IShape<System.Int32>.get_Item => Shop.Square.IShape<int>.this[int].get
        Shop.Square.Shop.IShape<System.Int32>.remove_Moved => Shop.Square.IShape<int>.Moved.remove
        Global+Nested.Run => Global.Nested.Run()
        """;

    public const string ModernSource = """
        using System; using System.Collections.Generic; using System.Numerics; using System.Threading.Tasks;
        Func<int, int> twice = x => 2 * x;
        await Task.Yield();
        return Add(twice(1));
        static int Add(int n) => n + 1;

        namespace Shop
        {
            file class Hidden { public static void Run() { } }
            public class User { public void Use() => Hidden.Run(); }
            public record Order(int Id, string Text);
            public class Feed(int size)
            {
                public async IAsyncEnumerable<int> ReadAsync(string from) { await Task.Yield(); yield return size; }
                public int Ready { get; init; }
                public int Sum(params ReadOnlySpan<int> values) => values.Length;
            }
            public readonly struct Money(int cents) : IAdditionOperators<Money, Money, Money>
            {
                private readonly int _cents = cents;
                public static Money operator +(Money a, Money b) => new(a._cents + b._cents);
                public static Money operator checked +(Money a, Money b) => new(a._cents + b._cents);
                public static explicit operator checked short(Money a) => (short)a._cents;
                public static explicit operator short(Money a) => (short)a._cents;
                public static Money operator >>>(Money a, int b) => a;
            }
            public interface IHasDefault { int Twice(int n) { return n * 2; } static abstract int Zero { get; } }
            public class Zeroes : IHasDefault { static int IHasDefault.Zero => 0; }
        }
        """;

    public const string ModernExpected = """
        Program.<<Main>$>g__Add|0_0 => Program.Main.Add(int)
        Program+<<Main>$>d__0.MoveNext => Program.Main(string[]) [async]
        Program+<>c.<<Main>$>b__0_0 => Program.Main.lambda(int)
        Shop.Order..ctor => Shop.Order.Order(int, string)
        Shop.Order..ctor => Shop.Order.Order(Order)
        Shop.Order.op_Equality => Shop.Order.operator ==(Order, Order)
        Shop.Order.Deconstruct => Shop.Order.Deconstruct(out int, out string)
        Shop.Feed..ctor => Shop.Feed.Feed(int)
        Shop.Feed+<ReadAsync>d__0.MoveNext => Shop.Feed.ReadAsync(string) [async iterator]
        Shop.Feed.set_Ready => Shop.Feed.Ready.set
        Shop.Feed.Sum => Shop.Feed.Sum(params ReadOnlySpan<int>)
        Shop.Money.op_Addition => Shop.Money.operator +(Money, Money)
        Shop.Money.op_CheckedAddition => Shop.Money.operator checked +(Money, Money)
        Shop.Money.op_CheckedExplicit => Shop.Money.explicit operator checked short(Money)
        Shop.Money.op_UnsignedRightShift => Shop.Money.operator >>>(Money, int)
        Shop.<Source>F__Hidden.Run => Shop.Hidden.Run()
        Shop.IHasDefault.Twice => Shop.IHasDefault.Twice(int)
        Shop.Zeroes.Shop.IHasDefault.get_Zero => Shop.Zeroes.IHasDefault.Zero.get
        """;

    /// <summary>Replaces the ordinals and hashes in names that the compiler made up.</summary>
    public static string WithoutNumbers(string name) => FileHash().Replace(
        Ordinals().Replace(name, match => Number().Replace(match.Value, "0")), "F__");

    [GeneratedRegex(@"(?<=[dbc]__|\||_)\d+|(?<=DisplayClass)\d+_\d+")]
    private static partial Regex Ordinals();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex("(?<=>)F[0-9A-F]{64}__")]
    private static partial Regex FileHash();
}
