using System.Runtime.InteropServices;

namespace Clrscope.Symbols.Tests;

/// <summary>The libraries of the test process itself, against nm and the dynamic linker.</summary>
public sealed class RealLibraryTests
{
    [Theory]
    [InlineData("libc.so")]
    [InlineData("libstdc++.so")]
    [InlineData("libcoreclr.so")]
    public void Every_exported_function_is_found_by_its_first_and_last_byte(string library)
    {
        ResolverOf(library, out LoadedImage image, out ProcessSymbols symbols);
        List<BinutilsSymbol> functions = BinutilsSymbols.Of(image.Path, dynamic: true)
            .FindAll(function => function.Size > 0 && IsMapped(image, function.Address));
        ILookup<ulong, BinutilsSymbol> byAddress = functions.ToLookup(function => function.Address);

        foreach (BinutilsSymbol function in functions)
        {
            AssertCovers(function.Address);
            AssertCovers(function.Address + function.Size - 1);
        }

        Assert.NotEmpty(functions);

        void AssertCovers(ulong address)
        {
            ResolvedFrame frame = symbols.Resolve(image.LoadBias + address, isReturnAddress: false, timeNs: 1);
            Assert.Contains(byAddress[frame.FunctionStart - image.LoadBias], named =>
                (named.Name == frame.Name || named.Name == frame.SystemName) && address - named.Address < named.Size);
        }
    }

    [Theory]
    [InlineData("libc.so", "malloc")]
    [InlineData("libc.so", "qsort")]
    [InlineData("libcoreclr.so", "coreclr_initialize")]
    public void An_address_of_the_dynamic_linker_gets_its_name_back(string library, string function)
    {
        ResolverOf(library, out LoadedImage image, out ProcessSymbols symbols);
        ulong address = (ulong)NativeLibrary.GetExport(NativeLibrary.Load(image.Path), function);

        ResolvedFrame frame = symbols.Resolve(address, isReturnAddress: false, timeNs: 1);

        Assert.Equal(function, frame.Name);
        Assert.Equal(address, frame.FunctionStart);
        Assert.Equal(image.Path, frame.Module?.Path);
    }

    [Fact]
    public void A_mangled_name_is_shown_as_its_source_has_it()
    {
        ResolverOf("libstdc++.so", out LoadedImage image, out ProcessSymbols symbols);
        const string Terminate = "_ZSt9terminatev";
        ulong address = (ulong)NativeLibrary.GetExport(NativeLibrary.Load(image.Path), Terminate);

        ResolvedFrame frame = symbols.Resolve(address, isReturnAddress: false, timeNs: 1);

        Assert.Equal(("std::terminate()", Terminate), (frame.Name, frame.SystemName));
    }

    private static bool IsMapped(LoadedImage image, ulong address) =>
        image.LoadBias + address >= image.Start && image.LoadBias + address < image.End;

    private static void ResolverOf(string library, out LoadedImage image, out ProcessSymbols symbols)
    {
        image = LoadedImage.Find(library);

        // nm looks at the library alone, which may have a debug file with more names.
        Journal journal = Journal.For(out symbols, new SymbolCache(new SymbolLimits { DebugDirectory = "/nonexistent" }));
        journal.Library(
            image.Start, image.End, image.Path, image.LoadBias, BinutilsSymbols.BuildId(image.Path), image.FileOffset);
    }
}
