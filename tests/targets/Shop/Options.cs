using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shop;

/// <param name="Target">The service to load; null: be the service.</param>
/// <param name="Workers">Requests under way at once; 0: no load.</param>
/// <param name="Seconds">How long to load it, unless <paramref name="Requests"/> says how much.</param>
/// <param name="Requests">How many requests to make; 0: as many as fit into the time.</param>
internal sealed record Options(Uri? Target, int Workers, int Seconds, int Requests)
{
    public const string Usage = """
        usage: Shop                                                        serve until SIGTERM
               Shop --load WORKERS (--seconds N | --requests N)            serve, load itself from a second process, end
               Shop load URL --load WORKERS (--seconds N | --requests N)   load the service at URL

        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options)
    {
        options = new Options(null, 0, 0, 0);
        if (args is ["load", var url, .. var rest])
        {
            options = options with { Target = new Uri(url) };
            args = rest;
        }

        while (args is [var name, var text, .. var more])
        {
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out int value) || value <= 0)
            {
                return false;
            }

            switch (name)
            {
                case "--load": options = options with { Workers = value }; break;
                case "--seconds": options = options with { Seconds = value }; break;
                case "--requests": options = options with { Requests = value }; break;
                default: return false;
            }

            args = more;
        }

        bool bounded = (options.Seconds > 0) != (options.Requests > 0);
        bool loads = options.Workers > 0;
        return args.Length == 0 && (loads ? bounded : !bounded && options.Target is null);
    }

    /// <summary>The arguments of the second process, which loads the service at <paramref name="url"/>.</summary>
    public string[] LoadArguments(string url) =>
    [
        "load", url, "--load", Workers.ToString(CultureInfo.InvariantCulture),
        .. Requests > 0
            ? new[] { "--requests", Requests.ToString(CultureInfo.InvariantCulture) }
            : ["--seconds", Seconds.ToString(CultureInfo.InvariantCulture)],
    ];
}
