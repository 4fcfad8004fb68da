// A tracker hears of every activity in the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
