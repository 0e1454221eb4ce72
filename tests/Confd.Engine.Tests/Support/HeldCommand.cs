namespace Confd.Engine.Tests.Support;

/// <summary>A command that runs until the test ends it.</summary>
internal sealed class HeldCommand
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Finished => _finished.Task;

    public bool WasKilled { get; set; }

    public void Finish() => _finished.SetResult();
}
