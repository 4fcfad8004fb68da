using System.Diagnostics;

/// <summary>A listener that has activities made as the tracker does, for their ids alone.</summary>
internal static class Bare
{
    private static ActivityListener? s_listener;

    public static void Switch(bool on)
    {
        s_listener?.Dispose();
        s_listener = null;
        if (on)
        {
            s_listener = new ActivityListener
            {
                ShouldListenTo = static _ => true,
                Sample = static (ref ActivityCreationOptions<ActivityContext> options) => options.Source.Name == "Microsoft.AspNetCore"
                    ? ActivitySamplingResult.PropagationData
                    : ActivitySamplingResult.None,
            };
            ActivitySource.AddActivityListener(s_listener);
        }
    }
}
