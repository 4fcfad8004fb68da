using System.CommandLine;

namespace Clrscope.CommandLine.Commands;

/// <summary>Options and arguments that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>--config.</summary>
    public static Option<string?> Config()
    {
        Option<string?> config = new("--config")
        {
            Description = "The configuration file [default: CLRSCOPE_CONFIG, else clrscope.json beside the program, else /etc/clrscope.json]",
            HelpName = "FILE",
        };
        config.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is string path && !File.Exists(path))
            {
                result.AddError($"--config: {path}: no such file");
            }
        });
        return config;
    }

    /// <summary>--dir.</summary>
    public static Option<string?> Directory(string description) => new("--dir") { Description = description, HelpName = "DIR" };

    /// <summary>An option that takes a number from 0.</summary>
    public static Option<int> Count(string name, int defaultValue, string description)
    {
        Option<int> count = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => defaultValue };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 0)
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}'; allowed: a number from 0");
            }
        });
        return count;
    }

    /// <summary>--endpoint.</summary>
    public static Option<string?> Endpoint() => new("--endpoint")
    {
        Description = "Only endpoints whose name contains this text, in whatever case",
        HelpName = "TEXT",
    };

    /// <summary>The file of a profile.</summary>
    public static Argument<string> ProfileFile() => new("FILE") { Description = "A profile in the pprof format, of any origin" };
}
