// Some tests bound what is allocated, which is counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
