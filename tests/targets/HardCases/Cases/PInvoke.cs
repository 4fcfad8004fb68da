using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HardCases.Cases;

/// <summary>Native code called from managed code, and managed code called from that.</summary>
internal sealed unsafe class PInvoke : ICase
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Compare(int* a, int* b);

    private readonly int[] _values = new int[2000];
    private readonly Compare _descending = (a, b) => (*b).CompareTo(*a);

    public string Name => "p-invoke";

    public void Run()
    {
        Fill();
        fixed (int* values = _values)
        {
            Sort(values, (nuint)_values.Length, sizeof(int), &Ascending);
        }
        Check.Equal(Name, -1000, _values[0]);
        Fill();
        fixed (int* values = _values)
        {
            SortByDelegate(values, (nuint)_values.Length, sizeof(int), _descending);
        }
        Check.Equal(Name, 999, _values[0]);
        for (int i = 0; i < 500; i++)
        {
            Check.Equal(Name, (nuint)11, Length("eleven char"));
            Check.Equal(Name, -1, Close(-1));
            Check.Equal(Name, 9, Marshal.GetLastPInvokeError()); // EBADF
        }
    }

    private void Fill()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = i * 7919 % 2000 - 1000;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Ascending(int* a, int* b) => ThroughManaged(*a, *b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ThroughManaged(int a, int b) => a.CompareTo(b);

    [DllImport("libc", EntryPoint = "qsort")]
    private static extern void Sort(int* data, nuint count, nuint size, delegate* unmanaged[Cdecl]<int*, int*, int> compare);

    [DllImport("libc", EntryPoint = "qsort")]
    private static extern void SortByDelegate(int* data, nuint count, nuint size, Compare compare);

    [DllImport("libc", EntryPoint = "strlen", CharSet = CharSet.Ansi)]
    private static extern nuint Length(string text);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
