using Confd.Cli.Operation;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

public sealed class ThreadLimitsTests : IDisposable
{
    private readonly TempDirectory _root = new();

    [Fact]
    public void TasksOf_NoGroupLimits_IsAnyNumber()
    {
        _root.Write("system.slice/pids.max", "max\n");

        ThreadLimits.TasksOf("0::/system.slice/confd.service\n", _root.Path).ShouldBe(ulong.MaxValue);
    }

    [Theory]
    [InlineData("pids.max")]
    [InlineData("system.slice/pids.max")]
    [InlineData("system.slice/confd.service/pids.max")]
    public void TasksOf_ParentGroup_IsTheSmallestLimit(string file)
    {
        _root.Write("system.slice/confd.service/pids.max", "400\n");
        _root.Write(file, "20\n");

        ThreadLimits.TasksOf("0::/system.slice/confd.service\n", _root.Path).ShouldBe(20UL);
    }

    [Fact]
    public void TasksOf_VersionOne_IsThatOfItsController()
    {
        _root.Write("pids/docker/a/pids.max", "30\n");
        _root.Write("memory/docker/a/pids.max", "10\n");

        ThreadLimits.TasksOf("9:memory:/docker/a\n8:pids:/docker/a\n0::/\n", _root.Path).ShouldBe(30UL);
    }

    // A container that sees the paths of its host has its own group as the mount.
    [Fact]
    public void TasksOf_PathOfTheHost_IsThatOfTheMount()
    {
        _root.Write("pids/pids.max", "30\n");

        ThreadLimits.TasksOf("8:pids:/kubepods/burstable/pod1/c\n", _root.Path).ShouldBe(30UL);
    }

    public void Dispose() => _root.Dispose();
}
