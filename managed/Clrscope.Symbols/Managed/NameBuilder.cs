using System.Reflection.Metadata;
using System.Text;
using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>
/// The name that is being put together. Its length is bounded: beyond the limit it throws
/// <see cref="BadImageFormatException"/>, so that no loop over hostile metadata runs on.
/// </summary>
internal sealed class NameBuilder(MetadataReader reader, int maxLength)
{
    private readonly StringBuilder _text = new();

    public int Length => _text.Length;

    public void Append(char text) => Insert(_text.Length, text.ToString());

    public void Append(string text) => Insert(_text.Length, text);

    public void Insert(int position, string text)
    {
        if (text.Length > maxLength - _text.Length)
        {
            throw new BadImageFormatException("a name is too long");
        }

        _text.Insert(position, text);
    }

    /// <summary>Appends a name out of the metadata.</summary>
    public void Append(StringHandle handle) => Append(Read(handle));

    /// <summary>The size is checked before the text is decoded: a string of hostile metadata may span its whole heap.</summary>
    public string Read(StringHandle handle)
    {
        BlobReader bytes = reader.GetBlobReader(handle);
        return bytes.Length <= maxLength
            ? PrintableText.Clean(bytes.ReadUTF8(bytes.Length), maxLength)
            : throw new BadImageFormatException("an identifier is too long");
    }

    /// <summary>Appends a type's name without its arity (`1), and returns the arity.</summary>
    public int AppendWithoutArity(StringHandle handle)
    {
        (string name, int arity) = ReadTypeName(handle);
        Append(name);
        return arity;
    }

    /// <summary>A type's name without its arity (`1), and the arity.</summary>
    public (string Name, int Arity) ReadTypeName(StringHandle handle)
    {
        string name = Read(handle);
        int mark = name.LastIndexOf('`');
        return mark > 0 && ushort.TryParse(name.AsSpan(mark + 1), out ushort arity) ? (name[..mark], arity) : (name, 0);
    }

    /// <summary>Removes everything from a position on, and returns it.</summary>
    public string CutFrom(int position)
    {
        string cut = From(position);
        _text.Length = position;
        return cut;
    }

    public string From(int position) => _text.ToString(position, _text.Length - position);

    public override string ToString() => _text.ToString();
}
