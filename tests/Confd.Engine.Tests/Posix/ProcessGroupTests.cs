using System.Runtime.InteropServices;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Posix;

[Collection(WholeProcess.Name)]
public sealed partial class ProcessGroupTests
{
    // RLIMIT_NOFILE.
    private const int Descriptors = 7;

    // No process has this ID.
    private const int NoGroup = int.MaxValue;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void HasFollowers_NoDescriptorForTheListOrForAProcess_AreNotDenied(int free)
    {
        // Also loads what is needed without a descriptor.
        ProcessGroup.HasFollowers(NoGroup).ShouldBeFalse();
        Record.Exception(() => File.ReadAllText("/proc/self/mem/none")).ShouldNotBeNull();
        bool? hasFollowers = null;

        var failure = WithDescriptors(free, () => hasFollowers = ProcessGroup.HasFollowers(NoGroup));

        failure.ShouldBeNull();
        hasFollowers.ShouldBe(true);
        ProcessGroup.HasFollowers(NoGroup).ShouldBeFalse();
    }

    private static Exception? WithDescriptors(int free, Action action)
    {
        getrlimit(Descriptors, out var before).ShouldBe(0);
        var few = before with { Soft = (ulong)(LowestFree() + free) };
        setrlimit(Descriptors, few).ShouldBe(0);
        try
        {
            action();
            return null;
        }
        catch (IOException failure)
        {
            return failure;
        }
        finally
        {
            setrlimit(Descriptors, before).ShouldBe(0);
        }
    }

    private static int LowestFree()
    {
        using var file = File.OpenHandle("/dev/null");
        return (int)file.DangerousGetHandle();
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    private record struct Limit(ulong Soft, ulong Hard);
}
