using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Methods with a lock around them that the runtime puts there, shared by all threads.</summary>
internal sealed class SynchronizedMethods : ICase
{
    private sealed class Counter
    {
        private long _value;

        [MethodImpl(MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)]
        public long Add(int n)
        {
            _value += n;
            return _value;
        }
    }

    private static readonly object s_lock = new();
    private static long s_shared;

    private readonly Counter _own = new();
    private long _expected;

    public string Name => "synchronized";

    public void Run()
    {
        for (int i = 0; i < 3000; i++)
        {
            _expected += i;
            Check.Equal(Name, _expected, _own.Add(i));
            AddShared(1);
            lock (s_lock)
            {
                s_shared++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)]
    private static void AddShared(int n) => s_shared += n;
}
