using System.Globalization;

namespace Burn;

/// <summary>The values given for a mode's parameters, found by the parameter's name.</summary>
internal sealed class Arguments(Mode mode, string[] values)
{
    public int Integer(string parameter) => int.Parse(Value(parameter), CultureInfo.InvariantCulture);

    public TimeSpan Seconds => TimeSpan.FromSeconds(double.Parse(Value("SECONDS"), CultureInfo.InvariantCulture));

    private string Value(string parameter) => values[Array.IndexOf(mode.Parameters, parameter)];
}
