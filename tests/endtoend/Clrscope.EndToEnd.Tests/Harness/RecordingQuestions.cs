using System.Text.Json;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Asks a recording in a test's workspace by clrscope's commands.</summary>
internal sealed class RecordingQuestions(Workspace workspace)
{
    /// <summary>Where agents are to record.</summary>
    internal string Directory { get; } = workspace.File("recording");

    /// <summary>An answer in JSON.</summary>
    internal JsonElement Ask(params string[] arguments) => JsonDocument.Parse(Query([.. arguments, "--json"]).Output).RootElement;

    /// <summary>An answer as text.</summary>
    internal ProgramResult Query(params string[] arguments) =>
        workspace.Run(ProgramStart.Clrscope([arguments[0], "--recording", Directory, .. arguments[1..]])).Successful();
}
