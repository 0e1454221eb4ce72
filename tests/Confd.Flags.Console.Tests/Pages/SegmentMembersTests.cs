using Confd.Flags.Console.Pages;
using Confd.Flags.Model;

namespace Confd.Flags.Console.Tests.Pages;

public sealed class SegmentMembersTests
{
    [Fact]
    public void Of_UsersInBothFields_AreMerged()
    {
        var lists = SegmentMembers.Of(new Segment
        {
            Key = "s",
            Included = ["ann", "bob"],
            IncludedContexts =
                [new SegmentTarget("org", ["acme"]), new SegmentTarget("", ["bob", "cid"]), new SegmentTarget("org", ["inc"])],
            Excluded = ["eve"],
        });

        lists.Select(list => (list.IsIn, list.ContextKind, string.Join(' ', list.Keys)))
            .ShouldBe([(true, "user", "ann bob cid"), (true, "org", "acme inc"), (false, "user", "eve")]);
    }

    [Fact]
    public void Of_ASegmentWithoutMembers_IsEmpty() =>
        SegmentMembers.Of(new Segment { Key = "s", ExcludedContexts = [new SegmentTarget("org", [])] }).ShouldBeEmpty();
}
