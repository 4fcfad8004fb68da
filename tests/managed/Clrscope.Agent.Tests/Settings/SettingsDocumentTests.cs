using Clrscope.Agent.Configuration;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Settings;

public sealed class SettingsDocumentTests
{
    private const string RewriteVariable = "REWRITE_SETTINGS_DOCUMENT";

    [Fact]
    public void The_document_is_up_to_date()
    {
        string path = Path.Combine(RepositoryRoot.Path, "docs", "settings.md");
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            File.WriteAllText(path, SettingsDocument.ToMarkdown());
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == SettingsDocument.ToMarkdown(),
            $"docs/settings.md differs from the settings table: run this test with {RewriteVariable}=1.");
    }

    [Fact]
    public void Help_and_document_name_every_setting()
    {
        foreach (Setting setting in SettingsTable.All)
        {
            foreach (string text in new[] { SettingsDocument.ToMarkdown(), SettingsDocument.ToHelpText() })
            {
                Assert.Contains(setting.Variable, text, StringComparison.Ordinal);
                Assert.Contains(setting.Allowed, text, StringComparison.Ordinal);
                Assert.Contains(setting.Key ?? "", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_default_is_allowed()
    {
        foreach (Setting setting in SettingsTable.All.Where(row => row is Setting<int> or Setting<bool>))
        {
            Assert.True(setting.Allows(setting.DefaultText), setting.Variable);
        }
    }
}
