using System.Runtime.CompilerServices;
using Confd.Engine.Observing;
using Confd.Engine.Updating;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Tests.Updating;

public sealed class DestinationWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    // As the names of a `for_each` do, which others write.
    [Fact]
    public void CleanLeftovers_DestinationsComeAndGo_AreNotRemembered()
    {
        var writer = new DestinationWriter(new UpdateOptions(), new Observers(), NullLogger.Instance, TimeProvider.System);
        var destinations = Enumerable.Range(0, 20).Select(number => Clean(writer, number)).ToList();

        GC.Collect();

        destinations.Count(destination => destination.IsAlive).ShouldBeLessThan(10);
        GC.KeepAlive(writer);
    }

    public void Dispose() => _directory.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Clean(DestinationWriter writer, int number)
    {
        var destination = _directory[$"{number}.conf"];
        writer.CleanLeftovers(destination);
        return new WeakReference(destination);
    }
}
