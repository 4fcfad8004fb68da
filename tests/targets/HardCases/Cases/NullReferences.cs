using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Exceptions that begin as a signal of the hardware.</summary>
internal sealed class NullReferences : ICase
{
    private sealed class Node
    {
        public int Value;
        public Node? Next;
    }

    public string Name => "null-references";

    public void Run()
    {
        var list = new Node { Value = 1, Next = new Node { Value = 2 } };
        int caught = 0;
        for (int i = 0; i < 100; i++)
        {
            try
            {
                Sum(list);
            }
            catch (NullReferenceException)
            {
                caught++;
            }
            try
            {
                Divide(i, i - i);
            }
            catch (DivideByZeroException)
            {
                caught++;
            }
        }
        Check.Equal(Name, 200, caught);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Sum(Node? node) => node!.Value + Sum(node.Next);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;
}
