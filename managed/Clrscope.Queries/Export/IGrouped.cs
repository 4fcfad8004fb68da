namespace Clrscope.Queries.Export;

/// <summary>Something that belongs to a group and a stack.</summary>
internal interface IGrouped
{
    /// <summary>Number of the group, from 0 on.</summary>
    int Group { get; }

    /// <summary>Index of the stack.</summary>
    int Stack { get; }
}
