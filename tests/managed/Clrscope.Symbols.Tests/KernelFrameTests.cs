using System.Runtime.InteropServices;
using Clrscope.Symbols.Native;

namespace Clrscope.Symbols.Tests;

public sealed class KernelFrameTests
{
    private static readonly byte[] Nops = [.. Enumerable.Repeat<byte>(0x90, SystemCallSite.Before)];

    [Theory]
    [InlineData("B801000000 0F05", "", "[kernel] write")]
    [InlineData("B8CA000000 4889DF BE80000000 0F05", "", "[kernel] futex")]
    [InlineData("31C0 0F05", "", "[kernel] read")]
    [InlineData("48C7C00F000000 0F05", "", "[kernel] rt_sigreturn")]
    [InlineData("B8B3010000 0F05", "", "[kernel] clone3")]
    [InlineData("4489C0 0F05", "", "[kernel]")]
    [InlineData("B8FFFFFF00 0F05", "", "[kernel]")]
    [InlineData("B8E7000000", "0F05", "[kernel] exit_group")]
    [InlineData("B801000000 0F05 90", "", null)]
    [InlineData("B801000000", "C3", null)]
    public void A_system_call_is_recognised_by_its_instructions(string before, string after, string? expected)
    {
        byte[] code = [.. Nops, .. Bytes(before)];
        byte[] window = [.. code[^SystemCallSite.Before..], .. ((byte[])[.. Bytes(after), 0x90, 0x90])[..SystemCallSite.After]];

        Assert.Equal(expected, SystemCallSite.KernelFrame(window));
    }

    [Fact]
    public void The_wait_of_a_real_library_is_in_the_kernel()
    {
        LoadedImage image = LoadedImage.Find("libc.so");
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Library(
            image.Start, image.End, image.Path, image.LoadBias, BinutilsSymbols.BuildId(image.Path), image.FileOffset);
        ulong function = (ulong)NativeLibrary.GetExport(NativeLibrary.Load(image.Path), "getpid");
        byte[] code = new byte[64];
        Marshal.Copy((nint)function, code, 0, code.Length);
        ulong behind = function + (ulong)code.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x0F, 0x05]) + 2;

        ResolvedFrame leaf = symbols.Resolve(behind, isReturnAddress: false, timeNs: 1);
        ResolvedFrame? kernel = symbols.KernelFrame(leaf);

        Assert.Equal(("[kernel] getpid", FrameKind.Kernel), (kernel?.Name, kernel?.Kind));
        Assert.Same(kernel, symbols.KernelFrame(leaf));
        Assert.Null(symbols.KernelFrame(symbols.Resolve(function, isReturnAddress: false, timeNs: 1)));
    }

    [Fact]
    public void A_file_that_is_not_the_loaded_one_tells_nothing()
    {
        LoadedImage image = LoadedImage.Find("libc.so");
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Library(image.Start, image.End, image.Path, image.LoadBias, [1, 2, 3], image.FileOffset);

        for (ulong pc = image.Start; pc < image.Start + 0x1000; pc++)
        {
            Assert.Null(symbols.KernelFrame(symbols.Resolve(pc, isReturnAddress: false, timeNs: 1)));
        }
    }

    [Fact]
    public void Every_number_of_a_call_is_that_of_the_kernels_header()
    {
        string header = Directory.EnumerateFiles("/usr/include", "unistd_64.h", SearchOption.AllDirectories).First();
        string[][] calls = [.. File.ReadLines(header)
            .Where(line => line.StartsWith("#define __NR_", StringComparison.Ordinal))
            .Select(line => line["#define __NR_".Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))];

        Assert.True(calls.Length > 300);
        Assert.All(calls, call => Assert.Equal(call[0], SystemCalls.Name(uint.Parse(call[1], null))));
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
