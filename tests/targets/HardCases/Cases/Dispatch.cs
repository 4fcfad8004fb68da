using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Stubs between caller and callee: interface dispatch of one, few and many targets, delegates of every kind.</summary>
internal sealed class Dispatch : ICase
{
    private interface IShape
    {
        int Sides { get; }

        int Twice<T>(T unused);
    }

    private abstract class Shape(int sides) : IShape
    {
        public virtual int Sides
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            get => sides;
        }

        public virtual int Twice<T>(T unused) => 2 * sides;
    }

    private sealed class Line() : Shape(1);

    private sealed class Wedge() : Shape(2);

    private sealed class Triangle() : Shape(3)
    {
        public override int Twice<T>(T unused) => 6;
    }

    private sealed class Square() : Shape(4)
    {
        public override int Sides => 4;
    }

    private sealed class Pentagon() : Shape(5);

    private static readonly IShape[] s_shapes = [new Line(), new Wedge(), new Triangle(), new Square(), new Pentagon()];

    private readonly Func<IShape, int> _open = (Func<IShape, int>)Delegate.CreateDelegate(
        typeof(Func<IShape, int>), typeof(IShape).GetProperty(nameof(IShape.Sides))!.GetMethod!);

    private int _calls;

    public string Name => "dispatch";

    public void Run()
    {
        _calls = 0;
        Action<int> multicast = Count;
        multicast += Count;
        multicast += static _ => { };
        int sum = 0;
        for (int i = 0; i < 10_000; i++)
        {
            IShape shape = s_shapes[i % s_shapes.Length];
            sum += One(s_shapes[0]) + shape.Sides + shape.Twice("") + shape.Twice(i) + _open(shape);
            multicast(i);
        }
        Check.Equal(Name, 10_000 + (1 + 2 + 2 + 1) * 3 * 10_000, sum);
        Check.Equal(Name, 20_000, _calls);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int One(IShape shape) => shape.Sides;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(int i) => _calls++;
}
