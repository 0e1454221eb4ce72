namespace Confd.Flags.Console.Forms;

/// <summary>A rejected form: its page is shown again, with its contents and its problems.</summary>
/// <param name="Form">The form.</param>
/// <param name="Problems">Its problems; empty where the user returns to the form from the preview.</param>
internal sealed record RejectedForm(FormFields Form, FormProblems Problems);
