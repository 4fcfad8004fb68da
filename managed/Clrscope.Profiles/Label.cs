namespace Clrscope.Profiles;

/// <summary>A property of a sample: a text, or a number with a unit.</summary>
/// <param name="Text">"" for a number.</param>
/// <param name="Number">0 for a text.</param>
/// <param name="Unit">Unit of the number; "" if it has none.</param>
public readonly record struct Label(string Key, string Text, long Number, string Unit)
{
    public Label(string key, string text)
        : this(key, text, 0, "")
    {
    }

    public Label(string key, long number, string unit = "")
        : this(key, "", number, unit)
    {
    }
}
