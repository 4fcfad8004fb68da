using System.Collections.Immutable;
using System.Globalization;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>A command line, and what its environment has more than the tests' own.</summary>
internal sealed record ProgramStart(params ImmutableArray<string> Command)
{
    private const string ClassId = "{6AF495FF-C90D-4555-8CAD-A5F34F3A3485}";

    internal ImmutableDictionary<string, string> Variables { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Burn from tests/targets, with arguments between blanks.</summary>
    internal static ProgramStart Burn(string arguments) => Target("Burn", arguments);

    /// <summary>HelloWorld from tests/targets.</summary>
    internal static ProgramStart HelloWorld() => Target("HelloWorld", "");

    /// <summary>A program from tests/targets, with arguments between blanks.</summary>
    internal static ProgramStart Target(string name, string arguments) =>
        new(["dotnet", Installation.Target(name), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>clrscope.</summary>
    internal static ProgramStart Clrscope(params ImmutableArray<string> arguments) => new([Installation.Clrscope, .. arguments]);

    /// <summary>A script for bash. What is appended to the command are the script's arguments.</summary>
    internal static ProgramStart Shell(string script) => new("bash", "-c", script, "bash");

    /// <summary>This command with another one as its last arguments.</summary>
    internal ProgramStart Around(ProgramStart inner) => this with
    {
        Command = [.. Command, .. inner.Command],
        Variables = Variables.SetItems(inner.Variables),
    };

    internal ProgramStart With(string variable, string value) => this with { Variables = Variables.SetItem(variable, value) };

    internal ProgramStart With(string variable, int value) => With(variable, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The three variables that make the runtime load the profiler.</summary>
    internal ProgramStart Profiled() => this
        .With("CORECLR_ENABLE_PROFILING", "1")
        .With("CORECLR_PROFILER", ClassId)
        .With("CORECLR_PROFILER_PATH", Installation.Library);
}
