// Photos at the door: taken in a row, put right, drawn on, and blacked out where somebody should not be seen.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const JOB = '2 Bobbin Court';

test('Ada takes six photos in a row, draws on one, blacks a face out of another and says what a third shows', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens(JOB);
  const photos = page.getByRole('region', { name: 'Photos' });
  const pictures = await Promise.all(
    ['#7a5c3a', '#3a5c7a', '#5c7a3a', '#7a3a5c', '#3a7a5c', '#5c3a7a'].map((colour) => ada.picture(colour)),
  );
  await page.getByLabel('Choose pictures').setInputFiles(pictures);
  // Each is on the screen before any of them is ready.
  await photos.getByRole('img').nth(5).waitFor();
  await ada.reads('6 photos saved on this phone');
  await photos.getByRole('link').nth(5).waitFor({ timeout: 120_000 });
  assert.equal(await photos.getByRole('link').count(), 6);
  await look(page, 'photos-six');

  // What is no picture is said at once, and takes nothing with it.
  const quote = { name: 'quote.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.7 a quote') };
  await page.getByLabel('Take a photo').setInputFiles(quote);
  await photos.getByText('This file is not a JPEG, PNG or WebP photo.').waitFor();
  await look(page, 'photo-refused');
  await photos.getByRole('button', { name: 'Remove it' }).click();
  assert.equal(await photos.getByRole('link').count(), 6);

  await photos.getByRole('link').nth(0).click();
  await ada.sees('Before photo');
  await look(page, 'photo-one');
  await ada.press('Say what it shows');
  await page.getByLabel('What the photo shows').fill('Cracked basin');
  await ada.press('Save');
  await ada.reads('Cracked basin');

  await ada.press('Draw an arrow or circle');
  await ada.drags(0.2, 0.2, 0.6, 0.5);
  await ada.press('Circle');
  await ada.drags(0.5, 0.4, 0.8, 0.8);
  await look(page, 'photo-marking');
  await ada.press('Save the copy');
  await photos.getByText('Drawn on').waitFor();
  assert.equal(await photos.getByRole('link').count(), 7);

  await photos.getByRole('link').nth(1).click();
  await ada.sees('Before photo');
  await ada.press('Black out a part');
  await ada.press('Black out for good');
  await ada.reads('Drag a box over what nobody should see.');
  await ada.drags(0.3, 0.1, 0.7, 0.6);
  // A second one without dragging: two taps, and by keys.
  const paper = page.getByRole('application');
  await paper.focus();
  await page.keyboard.press('Enter');
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await look(page, 'photo-redacting');
  await ada.press('Black out for good');
  await photos.getByText('Parts are blacked out').waitFor();
  await photos.getByText(/Redacted by Ada Byrne, .* The picture as it was is gone\./).waitFor();
  assert.equal(await photos.getByRole('link').count(), 7);
  await look(page, 'photos-redacted');
  const black = await photos.getByRole('img').last().evaluate(async (image) => {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    return [...pen.getImageData(canvas.width * 0.5, canvas.height * 0.3, 1, 1).data].slice(0, 3);
  });
  assert.ok(black.every((part) => part < 16), `${black}`);
  await ada.sendsEverything(JOB);
});

test('Ada speaks a note after she was told what that means, and hears it again', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens(JOB);
  await ada.press('Speak a note');
  await ada.reads('Others in the room are recorded too');
  await look(page, 'voice-notice');
  await ada.press('Start recording');
  await page.getByRole('group', { name: 'Recording' }).getByText('0:02').waitFor();
  await look(page, 'voice-running');
  await ada.press('Stop and throw away');
  assert.equal(await page.getByRole('button', { name: /^Listen/ }).count(), 0);
  await ada.press('Speak a note');
  await ada.press('Start recording');
  await page.getByRole('group', { name: 'Recording' }).getByText('0:02').waitFor();
  await ada.press('Stop and save');
  await ada.reads('Voice note saved on this phone');
  await page.getByRole('button', { name: /^Listen to the voice note of Ada Byrne/ }).click();
  const sound = page.locator('audio');
  await sound.waitFor();
  await page.waitForFunction(() => document.querySelector('audio').currentTime > 0.3);
  await look(page, 'voice-listening');
  // She is called away while it runs: what she said so far is kept, and nothing runs on.
  await ada.press('Speak a note');
  await ada.press('Start recording');
  await page.getByRole('group', { name: 'Recording' }).getByText('0:02').waitFor();
  await ada.follow('Today');
  await ada.sees('Today');
  await ada.opens(JOB);
  await page.getByRole('button', { name: /^Listen to the voice note of Ada Byrne/ }).nth(1).waitFor();
  await ada.sendsEverything(JOB);
});
