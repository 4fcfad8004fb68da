using System.Text;

namespace Clrscope.Agent.Configuration;

/// <summary>The settings table as documentation.</summary>
public static class SettingsDocument
{
    /// <summary>The content of docs/settings.md.</summary>
    public static string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append(
            """
            # Settings

            Generated from the table in `managed/Clrscope.Agent/Configuration/SettingsTable.cs`; a test compares the two.

            Settings are read from `clrscope.json` and from the environment; the environment wins, and an empty variable counts
            as not set. The file is the one that `--config` names, else the one that `CLRSCOPE_CONFIG` names, else
            `clrscope.json` beside the executable, else `/etc/clrscope.json`. There need not be one.

            ```json
            { "cpu": { "hz": 250 }, "output": { "directory": "/var/lib/clrscope", "periodSeconds": 60 } }
            ```

            A colon in a key stands for nesting. An unknown key, an unknown variable whose name starts with `CLRSCOPE_` and a
            value that is not allowed are errors: at the start `clrscope` ends with exit code 2 and a line that names the
            place, the value and what is allowed; while it runs, the last good configuration stays in force and the line is
            logged once.

            The file is watched. Settings marked "live" act on running processes within a second, except where the process
            was started with the variable set: its own environment wins.


            """);
        AppendTable(text, "## In the file or the environment", SettingsTable.All.Where(setting => setting.Key is not null));
        text.Append('\n');
        AppendTable(text, "## In the environment only", SettingsTable.All.Where(setting => setting.Key is null));
        return text.ToString();
    }

    /// <summary>The table for the command line's help.</summary>
    public static string ToHelpText()
    {
        StringBuilder text = new("Settings (clrscope.json, or the environment over it):");
        foreach (Setting setting in SettingsTable.All)
        {
            string name = setting.Key is null ? setting.Variable : $"{setting.Key}, {setting.Variable}";
            text.Append("\n  ").Append(name).Append("\n      ").Append(setting.Description);
            text.Append("\n      Allowed: ").Append(setting.Allowed).Append(". Default: ").Append(setting.DefaultText).Append('.');
        }

        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, string heading, IEnumerable<Setting> settings)
    {
        text.Append(heading).Append("\n\n");
        text.Append("| key | variable | default | allowed | takes effect | meaning |\n|---|---|---|---|---|---|\n");
        foreach (Setting setting in settings)
        {
            string key = setting.Key is null ? "" : $"`{setting.Key}`";
            string defaultText = setting.DefaultText.Replace("<", "\\<", StringComparison.Ordinal);
            text.Append($"| {key} | `{setting.Variable}` | {defaultText} | {setting.Allowed} ");
            text.Append($"| {Describe(setting.Effect)} | {setting.Description} |\n");
        }
    }

    private static string Describe(SettingEffect effect) => effect switch
    {
        SettingEffect.Live => "live",
        SettingEffect.AgentStart => "when the agent starts",
        SettingEffect.ProcessStart => "when the process starts",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };
}
