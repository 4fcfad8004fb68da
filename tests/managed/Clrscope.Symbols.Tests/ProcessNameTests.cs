namespace Clrscope.Symbols.Tests;

public sealed class ProcessNameTests
{
    [Theory]
    [InlineData("Shop.Web", "/app/Shop.Web", "/app/Shop.Web", "--urls", "http://*:80")]
    [InlineData("Shop", @"C:\app\Shop.exe", @"C:\app\Shop.exe")]
    [InlineData("clrscope-demo", "/usr/share/dotnet/dotnet", "dotnet", "clrscope-demo.dll")]
    [InlineData("Shop.Web", "/usr/bin/dotnet", "dotnet", "/srv/Shop.Web.dll", "build")]
    [InlineData("Shop", @"C:\Program Files\dotnet\dotnet.exe", "dotnet", @"bin\Shop.dll")]
    [InlineData("Shop", "/usr/bin/dotnet", "dotnet", "exec", "--depsfile", "other.dll", "--fx-version", "10.0.1", "Shop.dll")]
    [InlineData("Shop", "/usr/bin/dotnet", "dotnet", "--roll-forward", "Major", "Shop.dll")]
    [InlineData("MSBuild", "/usr/bin/dotnet", "/usr/bin/dotnet", "exec", "/sdk/MSBuild.dll", "/nologo", "/nodemode:1")]
    [InlineData("VBCSCompiler", "/usr/bin/dotnet", "dotnet", "exec", "/sdk/Roslyn/bincore/VBCSCompiler.dll", "-pipename:x")]
    [InlineData("dotnet build", "/usr/bin/dotnet", "dotnet", "build", "-c", "Release", "App.dll")]
    [InlineData("dotnet", "/usr/bin/dotnet", "dotnet", "--info")]
    [InlineData("dotnet", "/usr/bin/dotnet")]
    [InlineData("Shop", "", "/app/Shop", "arg")]
    [InlineData("[unknown]", "")]
    [InlineData("two\uFFFDlines", "/app/two\nlines")]
    public void Is_what_people_call_the_program(string expected, string executable, params string[] commandLine)
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);

        journal.Process(executable, commandLine);

        Assert.Equal(expected, symbols.ProcessName);
        Assert.Equal(executable, symbols.Process?.ExecutablePath);
    }

    [Fact]
    public void Is_unknown_until_the_journal_tells()
    {
        Journal.For(out ProcessSymbols symbols);

        Assert.Null(symbols.Process);
        Assert.Equal("[unknown]", symbols.ProcessName);
    }
}
