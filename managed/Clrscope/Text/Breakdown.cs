namespace Clrscope.CommandLine.Text;

/// <summary>What the samples of a profile can be told apart by.</summary>
internal enum Breakdown
{
    /// <summary>By the labels process and pid.</summary>
    Process,

    /// <summary>By the labels of the process, thread name and thread id.</summary>
    Thread,
}
