using Confd.Flags.Authoring;
using Confd.Flags.Console.Forms;

namespace Confd.Flags.Console.Tests.Forms;

public sealed class FormProblemsTests
{
    private readonly FormProblems _problems = new();

    [Fact]
    public void Read_ValidField_AddsNothing()
    {
        _problems.Read("age", () => 7).ShouldBe(7);

        _problems.Any.ShouldBeFalse();
        _problems.Of("age").ShouldBeNull();
    }

    [Fact]
    public void Read_InvalidField_ReportsTheProblemAtTheField()
    {
        _problems.Read<int>("age", () => throw new FlagEditException("it is no number")).ShouldBe(0);

        _problems.Of("age").ShouldBe("it is no number.");
        _problems.Of("name").ShouldBeNull();
    }

    [Fact]
    public void Add_SeveralOfAField_ListsAll()
    {
        _problems.Add("age", "one");
        _problems.Add("age", "two.");

        _problems.Of("age").ShouldBe("one. two.");
    }

    [Fact]
    public void Read_UnexpectedException_IsNotCaught() =>
        Should.Throw<InvalidOperationException>(() => _problems.Read<int>("age", () => throw new InvalidOperationException()));
}
