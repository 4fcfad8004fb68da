using OpenTelemetry.Trace;

namespace Clrscope.Activities.Tests;

/// <summary>A sampler of a program's own: drops some, records some without sampling them, adds to others.</summary>
internal sealed class NameSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => samplingParameters.Name switch
    {
        "dropped" => new SamplingResult(SamplingDecision.Drop),
        "noted" => new SamplingResult(SamplingDecision.RecordOnly),
        _ => new SamplingResult(
            SamplingDecision.RecordAndSample, [new("sampler", "by name")], samplingParameters.ParentContext.TraceState + "s=1"),
    };
}
