using System.Diagnostics;
using Clrscope.Symbols.Native;

namespace Clrscope.Symbols.Tests;

public sealed class DemanglerTests
{
    private const int MaxLength = 4096;

    [Theory]
    [InlineData("_ZSt9terminatev", "std::terminate()")]
    [InlineData("_ZN4Shop4Cart5TotalEi", "Shop::Cart::Total(int)")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector<int, std::allocator<int> >::push_back(int const&)")]
    [InlineData("_ZN4core3ptr13drop_in_place17h0123456789abcdefE", "core::ptr::drop_in_place")]
    public void Names_are_as_in_the_source(string mangled, string expected) =>
        Assert.Equal(expected, Demangler.Demangle(mangled, MaxLength));

    [Theory]
    [InlineData("main")]
    [InlineData("")]
    [InlineData("_Z")]
    [InlineData("_Zzzz")]
    [InlineData("_ZN4Sho")]
    [InlineData("Z3foov")]
    public void What_is_not_mangled_is_left_alone(string name) => Assert.Null(Demangler.Demangle(name, MaxLength));

    /// <summary>Each level names the one before it three times: unchecked, the library fills all memory with this one.</summary>
    [Fact]
    public void A_name_that_blows_up_is_left_alone()
    {
        string name = "_Z1f1pI1aS0_E";
        foreach (char level in "123456789ABCDEFGHIJK")
        {
            name += $"S_IS{level}_S{level}_S{level}_E";
        }

        var watch = Stopwatch.StartNew();
        Assert.Null(Demangler.Demangle(name, MaxLength));
        Assert.StartsWith("f(p<a, a>, ", Demangler.Demangle(name[..39], MaxLength), StringComparison.Ordinal);
        _ = Demangler.Demangle("_Z" + new string('N', 1_000_000), MaxLength);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_result_is_cut_to_the_limit() => Assert.Equal("std::t", Demangler.Demangle("_ZSt9terminatev", 6));

    [Fact]
    public void Random_names_never_throw()
    {
        var random = new Random(5);
        const string Alphabet = "NSTILZEKRPOvibjlmxyaczdgstpn_0123456789DCFACM";
        for (int i = 0; i < 50_000; i++)
        {
            _ = Demangler.Demangle("_Z" + string.Concat(random.GetItems<char>(Alphabet, random.Next(60))), MaxLength);
        }
    }
}
