using System.Runtime.CompilerServices;

namespace HardCases.Cases;

/// <summary>Filters, finally blocks and catch blocks that run while the frames that threw still lie below them.</summary>
internal sealed class Exceptions : ICase
{
    private sealed class Signal(int value) : Exception
    {
        public int Value { get; } = value;
    }

    private long _steps;

    public string Name => "exceptions";

    public void Run()
    {
        _steps = 0;
        for (int i = 0; i < 40; i++)
        {
            Check.Equal(Name, i, Filtered(i));
            Check.Equal(Name, i + 1, Rethrown(i));
            Check.Equal(Name, 3 * i, ThrownInFinally(i));
        }
        Check.Equal(Name, 40L * (10 + 6 + 2), _steps);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Filtered(int value)
    {
        try
        {
            ThroughFinally(10, value);
            return -1;
        }
        catch (Signal s) when (Work(s.Value) < 0)
        {
            return -2;
        }
        catch (Signal s) when (Work(s.Value) >= 0)
        {
            return s.Value;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Rethrown(int value)
    {
        try
        {
            try
            {
                ThroughFinally(6, value);
                return -1;
            }
            catch (Signal)
            {
                Work(value);
                throw;
            }
        }
        catch (Signal s)
        {
            return s.Value + 1;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ThrownInFinally(int value)
    {
        try
        {
            try
            {
                ThroughFinally(2, value);
            }
            finally
            {
                try
                {
                    ThroughFinally(0, 2 * value);
                }
                catch (Signal s)
                {
                    value += s.Value;
                }
                Work(value);
            }
        }
        catch (Signal)
        {
            return value;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThroughFinally(int depth, int value)
    {
        if (depth == 0)
        {
            throw new Signal(value);
        }
        try
        {
            ThroughFinally(depth - 1, value);
        }
        finally
        {
            _steps++;
            Work(depth);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Work(int x)
    {
        int sum = 0;
        for (int i = 0; i < 300; i++)
        {
            sum += Thin(i);
        }
        return sum >= 0 ? x : -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Thin(int x) => x & 1;
}
