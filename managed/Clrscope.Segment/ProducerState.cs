namespace Clrscope.Segment;

/// <summary>What the owner says about itself. Nothing here is checked: a hostile owner may write any value.</summary>
/// <param name="Head">Ring bytes reserved so far.</param>
/// <param name="Learned">The journal holds every fact that ring records below this position refer to.</param>
/// <param name="JournalCommitted">Bytes of the journal that are whole records.</param>
/// <param name="AppliedGeneration">Generation of the control page that is in force.</param>
/// <param name="AppliedCpuEnabled">Whether CPU sampling is on.</param>
/// <param name="AppliedCpuHz">CPU samples a second and thread.</param>
/// <param name="ShutDown">The runtime has called Shutdown; no sample follows.</param>
public readonly record struct ProducerState(
    ulong Head,
    ulong Learned,
    ulong JournalCommitted,
    ulong AppliedGeneration,
    bool AppliedCpuEnabled,
    int AppliedCpuHz,
    bool ShutDown);
