namespace Clrscope.Profiles;

/// <summary>The messages of what samples refer to.</summary>
internal sealed partial class PprofDecoder
{
    private readonly List<Line> _lines = [];

    private void ReadMapping(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0, start = 0, limit = 0, offset = 0;
        string fileName = "", buildId = "";
        bool hasFunctions = false, hasFileNames = false, hasLineNumbers = false, hasInlineFrames = false;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case MappingField.Id:
                    id = reader.Number();
                    break;
                case MappingField.Start:
                    start = reader.Number();
                    break;
                case MappingField.Limit:
                    limit = reader.Number();
                    break;
                case MappingField.FileOffset:
                    offset = reader.Number();
                    break;
                case MappingField.FileName:
                    fileName = Text(reader.Number());
                    break;
                case MappingField.BuildId:
                    buildId = Text(reader.Number());
                    break;
                case MappingField.HasFunctions:
                    hasFunctions = reader.Flag();
                    break;
                case MappingField.HasFileNames:
                    hasFileNames = reader.Flag();
                    break;
                case MappingField.HasLineNumbers:
                    hasLineNumbers = reader.Flag();
                    break;
                case MappingField.HasInlineFrames:
                    hasInlineFrames = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _mappingIds.Add(id, _mappings.Count);
        _mappings.Add(new MappingInfo(start, limit, offset, fileName, buildId)
        {
            HasFunctions = hasFunctions,
            HasFileNames = hasFileNames,
            HasLineNumbers = hasLineNumbers,
            HasInlineFrames = hasInlineFrames,
        });
    }

    private void ReadFunction(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0;
        string name = "", systemName = "", fileName = "";
        long startLine = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case FunctionField.Id:
                    id = reader.Number();
                    break;
                case FunctionField.Name:
                    name = Text(reader.Number());
                    break;
                case FunctionField.SystemName:
                    systemName = Text(reader.Number());
                    break;
                case FunctionField.FileName:
                    fileName = Text(reader.Number());
                    break;
                case FunctionField.StartLine:
                    startLine = (long)reader.Number();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _functionIds.Add(id, _functions.Count);
        _functions.Add(new FunctionInfo(name, systemName, fileName, startLine));
    }

    private void ReadLocation(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong id = 0, mappingId = 0, address = 0;
        bool isFolded = false;
        _lines.Clear();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case LocationField.Id:
                    id = reader.Number();
                    break;
                case LocationField.MappingId:
                    mappingId = reader.Number();
                    break;
                case LocationField.Address:
                    address = reader.Number();
                    break;
                case LocationField.Line:
                    _lines.Add(ReadLine(reader.Bytes()));
                    break;
                case LocationField.IsFolded:
                    isFolded = reader.Flag();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _locationIds.Add(id, _locations.Count);
        int mapping = mappingId == 0 ? LocationInfo.NoMapping : _mappingIds.Find(mappingId);
        _locations.Add(new LocationInfo(mapping, address, [.. _lines], isFolded));
    }

    private Line ReadLine(ReadOnlySpan<byte> message)
    {
        CountEntry();
        ulong functionId = 0;
        long lineNumber = 0, column = 0;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case LineField.FunctionId:
                    functionId = reader.Number();
                    break;
                case LineField.LineNumber:
                    lineNumber = (long)reader.Number();
                    break;
                case LineField.Column:
                    column = (long)reader.Number();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new Line(_functionIds.Find(functionId), lineNumber, column);
    }
}
