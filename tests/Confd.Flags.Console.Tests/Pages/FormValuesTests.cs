using Confd.Admission;
using Confd.Flags.Console.Forms;
using Confd.Flags.Console.Pages;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Tests.Pages;

public sealed class FormValuesTests
{
    [Fact]
    public void Text_ShownFirst_IsTheCurrentValue()
    {
        FormValues.None.Text("key", "now").ShouldBe("now");
        FormValues.None.IsChosen("on", "yes", now: true).ShouldBeTrue();
        FormValues.None.Marks("key").ToString().ShouldBeEmpty();
        FormValues.Summary(null).ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_AfterARefusal_IsTheInputAndUnsentBoxesAreUnchecked()
    {
        var entries = new FormValues(new RejectedForm(await FormAsync("key=typed&many=a&many=b"), new FormProblems()));

        entries.Text("key", "now").ShouldBe("typed");
        entries.Text("other", "now").ShouldBe("");
        entries.IsChosen("many", "b", now: false).ShouldBeTrue();
        entries.IsChosen("on", "yes", now: true).ShouldBeFalse();
    }

    [Fact]
    public async Task Problem_OfAField_IsLinkedToIt()
    {
        var problems = new FormProblems();
        problems.Add("key", "it is <taken>");
        var entries = new FormValues(new RejectedForm(await FormAsync("key=a"), problems));

        entries.Marks("key").ToString().ShouldContain("id=\"field-key\" aria-invalid=\"true\" aria-describedby=\"field-key-problem\"");
        entries.Problem("key").ToString().ShouldBe("<p class=\"problem\" id=\"field-key-problem\">it is &lt;taken&gt;.</p>");
        entries.Problem("other").ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Summary_OfSeveralProblems_LinksToEachFieldAndListsTheRest()
    {
        var problems = new FormProblems();
        problems.Add("key", "one");
        problems.Add(FormProblems.WholeForm, "two");

        var summary = FormValues.Summary(new RejectedForm(await FormAsync("key=a"), problems)).ToString();

        summary.ShouldContain("<li><a href=\"#field-key\">one.</a></li>");
        summary.ShouldContain("<li>two.</li>");
    }

    private static Task<FormFields> FormAsync(string body)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        return FormFields.ReadAsync(context.Request, FormFields.MaxBytes, new BodyBudget());
    }
}
