using System.Runtime.CompilerServices;
using Confd.Engine.Observing;
using Confd.Engine.Running;

namespace Confd.Engine.Tests.Observing;

public sealed class HeapTrimTests
{
    [Fact]
    public void Waiting_AfterACycleThatLeftMuch_CollectsIt()
    {
        IRunObserver trim = new HeapTrim();
        var left = Leave();

        trim.Waiting(_ => null);

        left.IsAlive.ShouldBeFalse();
    }

    // Large enough for the heap that is collected last.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Leave() => new(new byte[2_000_000]);
}
