using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>Gives the memory that a cycle leaves behind back to the system before a daemon waits.</summary>
/// <remarks>
/// A cycle reads all keys anew and drops them. Left to itself, the collector lets several cycles pile up before it looks, most of all
/// their large arrays, and keeps the room. It stops all threads of the process: for a program whose only work is this engine.
/// </remarks>
internal sealed class HeapTrim : IRunObserver
{
    // Less is not worth a collection: a cycle of a few files, or a watch that wakes up for one key.
    private const long LeastBytes = 1024 * 1024;

    private long _allocated;

    void IRunObserver.Waiting(Func<string, TimeSpan?> timeToNext)
    {
        if (GC.GetTotalAllocatedBytes() - _allocated < LeastBytes)
        {
            return;
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _allocated = GC.GetTotalAllocatedBytes();
    }
}
