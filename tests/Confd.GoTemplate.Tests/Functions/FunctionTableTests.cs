using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Functions;

public sealed class FunctionTableTests
{
    [Fact]
    public void Predefined_Names_AreThoseOfGo() => FunctionTable.Predefined.Names.Order(StringComparer.Ordinal).ShouldBe(
        "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery".Split(' '));

    [Fact]
    public void With_KnownName_TakesItsPlaceInTheCopyOnly()
    {
        var mine = FunctionTable.Predefined.With([GoFunction.Create("len", [], GoType.String, static (_, _) => Value.FromString("mine"))]);
        Rendering.Render("{{len}}", functions: mine).ShouldBe("mine");
        Rendering.Render("{{len `abc`}}", functions: FunctionTable.Predefined).ShouldBe("3");
        mine.Names.Count.ShouldBe(FunctionTable.Predefined.Names.Count);
    }

    [Fact]
    public void Find_Name_ComparesByCase()
    {
        FunctionTable.Predefined.Find("len").ShouldNotBeNull().Name.ShouldBe("len");
        FunctionTable.Predefined.Find("Len").ShouldBeNull();
        FunctionTable.Predefined.Find("").ShouldBeNull();
    }
}
