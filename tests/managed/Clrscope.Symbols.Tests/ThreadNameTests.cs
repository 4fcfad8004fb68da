namespace Clrscope.Symbols.Tests;

public sealed class ThreadNameTests
{
    [Fact]
    public void The_latest_name_counts()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);

        journal.Thread(tid: 100, number: 1, "dotnet");
        journal.Thread(tid: 100, number: 1, ".NET TP Worker");

        Assert.Equal(".NET TP Worker", symbols.ThreadName(1));
        Assert.Equal("", symbols.ThreadName(2));
    }

    [Fact]
    public void A_reused_tid_is_another_thread()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);

        journal.Thread(tid: 100, number: 1, "first");
        journal.EndThread(tid: 100, number: 1, timeNs: 50);
        journal.Thread(tid: 100, number: 2, "second");

        Assert.Equal("first", symbols.ThreadName(1));
        Assert.Equal("second", symbols.ThreadName(2));
    }

    [Fact]
    public void Ended_threads_are_forgotten_once_no_sample_can_refer_to_them()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);
        journal.Thread(tid: 100, number: 1, "ended");
        journal.Thread(tid: 101, number: 2, "alive");
        journal.EndThread(tid: 100, number: 1, timeNs: 50);

        symbols.Forget(beforeNs: 49);
        Assert.Equal("ended", symbols.ThreadName(1));

        symbols.Forget(beforeNs: 50);
        Assert.Equal("", symbols.ThreadName(1));
        Assert.Equal("alive", symbols.ThreadName(2));
    }

    [Fact]
    public void Control_characters_do_not_reach_a_profile()
    {
        Journal journal = Journal.For(out ProcessSymbols symbols);

        journal.Thread(tid: 1, number: 1, "a\nb\u001b[0m");

        Assert.Equal("a\uFFFDb\uFFFD[0m", symbols.ThreadName(1));
    }
}
