namespace Clrscope.Profiles;

/// <summary>How a protobuf field is encoded. Groups (3 and 4) are long obsolete and taken for an error.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
