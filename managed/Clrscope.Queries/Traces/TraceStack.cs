namespace Clrscope.Queries.Traces;

/// <summary>A stack that was sampled within a trace.</summary>
/// <param name="Frames">Names of its frames, innermost first.</param>
/// <param name="CpuNs">CPU time.</param>
/// <param name="Samples">Samples that it was measured by.</param>
public sealed record TraceStack(IReadOnlyList<string> Frames, long CpuNs, long Samples);
