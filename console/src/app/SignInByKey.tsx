import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { readCaller } from "../api/caller.js";
import { asProblem, type Problem } from "../api/problem.js";
import { session } from "../api/session.js";
import { PageForm } from "../parts/PageForm.js";

const WHERE = "burgee dev prints one when it starts; in a deployment an owner makes one for you.";

/** Asks for an admin key, and tries it before it is taken. */
export function SignInByKey() {
  const [key, setKey] = useState("");
  const [isAsking, setIsAsking] = useState(false);
  const [complaint, setComplaint] = useState("");

  const submit = async () => {
    const given = key.trim();
    setComplaint(given === "" ? "Enter a key." : "");
    if (given === "" || isAsking) return;
    setIsAsking(true);
    try {
      await readCaller(given);
      session.signIn(given);
    } catch (fault) {
      setComplaint(complaintOf(asProblem(fault)));
    } finally {
      setIsAsking(false);
    }
  };
  return (
    <PageForm submit={submit}>
      <Form
        actions={
          <Button variant="primary" loading={isAsking}>
            Sign in
          </Button>
        }
      >
        <FormField label="Admin key" description={WHERE} errorText={complaint}>
          <Input
            value={key}
            type="password"
            autoFocus
            autoComplete="off"
            spellcheck={false}
            placeholder="burgee.admin.all…"
            onChange={({ detail }) => setKey(detail.value)}
          />
        </FormField>
        <Box variant="small" padding={{ top: "s" }}>
          The key stays in this tab until you close it.
        </Box>
      </Form>
    </PageForm>
  );
}

function complaintOf(problem: Problem): string {
  const isRefused = problem.status === 401 || problem.status === 403;
  if (isRefused)
    return "This is no valid admin key. Keys for applications do not open the console.";
  return `${problem.detail} ${problem.advice}`;
}
