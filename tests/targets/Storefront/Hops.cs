using System.Threading.Channels;

namespace Storefront;

/// <summary>Takes a piece of work from thread to thread, by every way there is.</summary>
internal static class Hops
{
    private static readonly Channel<TaskCompletionSource> s_requests = Channel.CreateUnbounded<TaskCompletionSource>();

    static Hops() => _ = Task.Run(AnswerAsync);

    /// <summary>Burns ten times: before and after five kinds of hop.</summary>
    public static async Task RunAsync(Action burn)
    {
        burn();
        await Task.Yield();
        burn();
        await Task.Run(burn).ConfigureAwait(false);
        burn();
        await Task.Delay(1);
        burn();
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await s_requests.Writer.WriteAsync(answered);
        await answered.Task;
        burn();
        await OnTimerAsync(burn);
        burn();
        await Task.WhenAll(Task.Run(burn), Task.Factory.StartNew(burn, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        burn();
    }

    // Belongs to no request, but is woken by all of them.
    private static async Task AnswerAsync()
    {
        await foreach (TaskCompletionSource answered in s_requests.Reader.ReadAllAsync())
        {
            answered.SetResult();
        }
    }

    private static async Task OnTimerAsync(Action burn)
    {
        TaskCompletionSource fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Timer timer = new(_ =>
        {
            burn();
            fired.SetResult();
        });
        timer.Change(1, Timeout.Infinite);
        await fired.Task;
    }
}
