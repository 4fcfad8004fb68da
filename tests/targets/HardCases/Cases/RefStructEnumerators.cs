using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Enumerators that live on the stack and hold spans of it.</summary>
internal sealed class RefStructEnumerators : ICase
{
    private ref struct Fields(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Fields GetEnumerator() => this;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }
            int comma = _rest.IndexOf(',');
            Current = comma < 0 ? _rest : _rest[..comma];
            _rest = comma < 0 ? default : _rest[(comma + 1)..];
            return true;
        }
    }

    public string Name => "ref-struct-enumerators";

    public void Run()
    {
        string text = string.Join(',', Enumerable.Range(0, 1000));
        for (int i = 0; i < 10; i++)
        {
            int sum = 0;
            foreach (ReadOnlySpan<char> item in new Fields(text))
            {
                sum += int.Parse(item);
            }
            Check.Equal(Name, 499_500, sum);
        }
    }
}
