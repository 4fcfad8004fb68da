namespace Clrscope.Profiles;

// Field numbers of perftools.profiles, one class for each message.

internal static class ProfileField
{
    internal const int SampleType = 1;
    internal const int Sample = 2;
    internal const int Mapping = 3;
    internal const int Location = 4;
    internal const int Function = 5;
    internal const int StringTable = 6;
    internal const int DropFrames = 7;
    internal const int KeepFrames = 8;
    internal const int TimeNanos = 9;
    internal const int DurationNanos = 10;
    internal const int PeriodType = 11;
    internal const int Period = 12;
    internal const int Comment = 13;
    internal const int DefaultSampleType = 14;
    internal const int DocUrl = 15;
}

internal static class ValueTypeField
{
    internal const int Type = 1;
    internal const int Unit = 2;
}

internal static class SampleField
{
    internal const int LocationId = 1;
    internal const int Value = 2;
    internal const int Label = 3;
}

internal static class LabelField
{
    internal const int Key = 1;
    internal const int Text = 2;
    internal const int Number = 3;
    internal const int NumberUnit = 4;
}

internal static class MappingField
{
    internal const int Id = 1;
    internal const int Start = 2;
    internal const int Limit = 3;
    internal const int FileOffset = 4;
    internal const int FileName = 5;
    internal const int BuildId = 6;
    internal const int HasFunctions = 7;
    internal const int HasFileNames = 8;
    internal const int HasLineNumbers = 9;
    internal const int HasInlineFrames = 10;
}

internal static class LocationField
{
    internal const int Id = 1;
    internal const int MappingId = 2;
    internal const int Address = 3;
    internal const int Line = 4;
    internal const int IsFolded = 5;
}

internal static class LineField
{
    internal const int FunctionId = 1;
    internal const int LineNumber = 2;
    internal const int Column = 3;
}

internal static class FunctionField
{
    internal const int Id = 1;
    internal const int Name = 2;
    internal const int SystemName = 3;
    internal const int FileName = 4;
    internal const int StartLine = 5;
}
