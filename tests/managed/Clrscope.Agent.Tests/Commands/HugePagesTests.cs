using System.Globalization;
using System.Runtime.CompilerServices;
using Clrscope.CommandLine.Platform;

namespace Clrscope.Agent.Tests.Commands;

/// <summary>What the kernel is asked for is seen in its list of the process's mappings.</summary>
public sealed class HugePagesTests
{
    [Fact]
    public void The_heap_is_marked_where_the_kernel_knows_large_pages()
    {
        byte[] old = new byte[100];
        byte[] large = new byte[1 << 20];

        HugePages.AskForHeap();

        bool known = File.Exists("/sys/kernel/mm/transparent_hugepage/enabled");
        Assert.Equal(known, FlagsAt(AddressOf(ref old)).Contains("hg"));
        Assert.Equal(known, FlagsAt(AddressOf(ref large)).Contains("hg"));
        GC.KeepAlive(old);
        GC.KeepAlive(large);
    }

    private static ulong AddressOf(ref byte[] array) => Unsafe.As<byte[], nuint>(ref array);

    // proc_pid_smaps(5): a mapping's line begins with its addresses, its last one has two letters for each flag.
    private static string[] FlagsAt(ulong address)
    {
        bool within = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string first = line.Split(' ')[0];
            if (first.Split('-') is [string start, string end])
            {
                within = ulong.Parse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) <= address
                    && address < ulong.Parse(end, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }
            else if (within && first == "VmFlags:")
            {
                return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            }
        }

        throw new InvalidOperationException("no mapping has the address");
    }
}
